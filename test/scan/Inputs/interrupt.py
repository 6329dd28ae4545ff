"""SIGNAL TEXT COMMAND...: sends the signal when standard error, a terminal to the command, shows the text."""
import os
import signal
import subprocess
import sys

signal.alarm(120)
name, text, *command = sys.argv[1:]
ours, theirs = os.openpty()
child = subprocess.Popen(command, stderr=theirs)
os.close(theirs)
seen = b""
sent = False
while True:
    try:
        chunk = os.read(ours, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if not sent and text.encode() in seen:
        child.send_signal(getattr(signal, "SIG" + name))
        sent = True
sys.exit(child.wait())
