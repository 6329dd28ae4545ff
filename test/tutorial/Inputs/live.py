"""Runs the tutorial service, and calls each bug and each fix as the other tenant.

    live.py FOLDER PROGRAM CONNECTION

FOLDER has schema.sql, seed.sql and the sources; CONNECTION leads to a PostgreSQL
server where databases may be made. Bravo calls; what it gets must be Acme's from
version 1, and must not be from version 2. Every `// BUG` in the sources is called.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

folder, program, connection = sys.argv[1:]
ACME, BRAVO = "acme-demo-key", "bravo-demo-key"
problems = []
called = set()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, process):
    deadline = time.time() + 30
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.time() < deadline and process.poll() is None, "nobody listens on %d" % port
            time.sleep(0.05)


class Service:
    def __init__(self, stack):
        self.log = tempfile.NamedTemporaryFile(mode="a")
        redis_port, self.port = free_port(), free_port()
        redis = subprocess.Popen(["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""], stdout=subprocess.DEVNULL)
        stack.append(redis)
        wait_for(redis_port, redis)
        environment = dict(os.environ, DATABASE_URL=connection.replace("dbname=postgres", "dbname=invoices"), REDIS_HOST="127.0.0.1",
                           REDIS_PORT=str(redis_port), PORT=str(self.port))
        service = subprocess.Popen([program], env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        stack.append(service)
        wait_for(self.port, service)

    def call(self, path, key=BRAVO, method=None, headers=None, **form):
        data = urllib.parse.urlencode(form).encode() if form or method == "POST" else None
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (self.port, path), data=data, method=method,
                                         headers={"X-Api-Key": key, **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def output(self):
        with open(self.log.name) as log:
            return log.read()

    def stored(self, path, key):
        """What a worker has made, as soon as it is there."""
        deadline = time.time() + 10
        while time.time() < deadline:
            status, text = self.call(path, key=key)
            if status == 200:
                return text
            time.sleep(0.1)
        return ""

    def printed(self, text):
        deadline = time.time() + 10
        while time.time() < deadline:
            if text in self.output():
                return True
            time.sleep(0.1)
        return False


def expect(what, condition, answer=""):
    if not condition:
        problems.append("%s: %s" % (what, answer))


def leaks(service, function, path, acme, **call):
    """Version 1 shows `acme`, something of Acme's, and version 2 does not."""
    called.add(function)
    status, text = service.call("/v1" + path, **call)
    expect(function + "V1 does not leak", status < 300 and re.search(acme, text), (status, text))
    status, text = service.call("/v2" + path, **call)
    expect(function + "V2 leaks", not re.search(acme, text), (status, text))
    return status, text


def not_found(service, function, path, acme, **call):
    status, text = leaks(service, function, path, acme, **call)
    expect(function + "V2 does not answer 404", status == 404, (status, text))


def try_all(service):
    not_found(service, "getInvoice", "/invoices/101", "2024-0001")
    leaks(service, "listInvoices", "/invoices?customer=101", '"id": 101')
    leaks(service, "openInvoices", "/invoices/open", '"id": 101')
    leaks(service, "searchCustomers", "/customers/search?q=northwind", "101")
    leaks(service, "riskyCustomers", "/customers/risky", "Northwind")
    leaks(service, "paymentsByNumber", "/payments/by-number/2024-0001", "ACME-WIRE")
    leaks(service, "revenue", "/reports/revenue", "150000|2024-01.*155000")
    leaks(service, "ledger", "/reports/ledger", "ACME-WIRE")
    not_found(service, "tenantCustomers", "/tenants/1/customers", "Globex")
    leaks(service, "listPayments", "/payments", "ACME-WIRE", headers={"X-Tenant-ID": "1"})

    # The session: on a connection that Acme used first, Bravo is Acme. Any of the
    # service's threads may answer, and each has its connection.
    for version in ("v1", "v2"):
        for _ in range(40):
            status, text = service.call("/%s/reports/balances" % version, key=ACME)
            expect("balances as Acme", status == 200 and '"Northwind"' in text, (status, text))
    called.add("balances")
    seen = {version: "".join(service.call("/%s/reports/balances" % version)[1] for _ in range(20)) for version in ("v1", "v2")}
    expect("balancesV1 does not leak", '"Northwind"' in seen["v1"], seen["v1"])
    expect("balancesV2 leaks", '"Northwind"' not in seen["v2"] and len(seen["v2"]) > 40, seen["v2"])

    # The cache: what Acme was shown, Bravo is shown.
    for version in ("v1", "v2"):
        status, _ = service.call("/%s/invoices/101/summary" % version, key=ACME)
        expect("invoiceSummary as Acme", status == 200, status)
    not_found(service, "invoiceSummary", "/invoices/101/summary", "Northwind")
    called.update({"cachedInvoice", "cacheInvoice"})

    # Changes, seen as their owner.
    called.update({"copyLines", "updateCustomer", "createCustomer", "deletePayment"})
    status, text = service.call("/v1/invoices/202/lines/copy", **{"from": "101"})
    expect("copyLinesV1 does not leak", "confidential" in text, (status, text))
    status, text = service.call("/v2/invoices/202/lines/copy", **{"from": "101"})
    expect("copyLinesV2 leaks", "confidential" not in text, (status, text))
    status, text = service.call("/v2/customers/102", method="PUT", email="bob@v2.example")
    expect("updateCustomerV2", status == 404, (status, text))
    service.call("/v1/customers/102", method="PUT", email="bob@v1.example")
    _, text = service.call("/v2/customers/search?q=globex", key=ACME)
    expect("updateCustomerV1 does not change Acme's customer", "bob@v1.example" in text and "bob@v2" not in text, text)
    service.call("/v1/customers", name="Hooli", email="ap@hooli.example")
    service.call("/v2/customers", name="Umbrella", email="ap@umbrella.example")
    _, hooli = service.call("/v2/customers/search?q=hooli", key=ACME)
    _, umbrella = service.call("/v2/customers/search?q=umbrella", key=ACME)
    expect("createCustomerV1 does not land at Acme", "hooli" in hooli, hooli)
    expect("createCustomerV2 lands at Acme", "umbrella" not in umbrella.lower(), umbrella)

    # The queue: the mail that the worker sends to Bravo.
    called.update({"enqueueSendInvoice", "mailInvoice"})
    status, text = service.call("/v1/invoices/101/send", method="POST")
    expect("sendInvoiceV1", status < 300, (status, text))
    expect("the worker does not mail Acme's invoice", service.printed("mail to bob@bravo.example: {\"number\": \"2024-0001\""), service.output())
    status, text = service.call("/v2/invoices/102/send", method="POST")
    service.call("/v2/invoices/202/send", method="POST")
    expect("the worker does not mail Bravo's own invoice", service.printed("2024-0002\", \"status\": \"open\""), service.output())
    expect("the worker mails Acme's paid invoice", not re.search("bravo.example.*\"paid\"", service.output()))

    # The worker's statements. The first of Acme's binds Acme to the worker's thread, the
    # second is Acme's in version 1, too; what Bravo finds of that month is what Acme asked for.
    called.update({"runMail", "runStatement", "storedStatement", "storeStatement"})
    for version in ("v1", "v2"):
        for month in ("2024-03", "2024-01"):
            service.call("/%s/reports/statements/%s" % (version, month), key=ACME, method="POST")
        text = service.stored("/%s/reports/statements/2024-01" % version, ACME)
        expect("no statement for Acme", "150000" in text, text)
    not_found(service, "getStatement", "/reports/statements/2024-01", "150000")
    # Acme never asked for this month: it is the worker that looks at Acme's invoices.
    for version in ("v1", "v2"):
        service.call("/%s/reports/statements/2024-02" % version, method="POST")
    v1, v2 = (service.stored("/%s/reports/statements/2024-02" % version, BRAVO) for version in ("v1", "v2"))
    expect("runStatementV1 does not leak", "80000" in v1 and "7000}" not in v1, v1)
    expect("runStatementV2 leaks", "80000" not in v2 and "7000}" in v2, v2)

    status, _ = service.call("/v2/payments/101", method="DELETE")
    expect("deletePaymentV2", status == 404, status)
    service.call("/v1/payments/101", method="DELETE")
    _, text = service.call("/v2/payments", key=ACME)
    expect("deletePaymentV1 does not delete Acme's payment", "ACME-WIRE-1" not in text and "ACME-WIRE-2" in text, text)


def marked_functions():
    """The functions, without their version, that the comments call wrong."""
    marked = set()
    source = os.path.join(folder, "src")
    for name in sorted(os.listdir(source)):
        with open(os.path.join(source, name)) as lines:
            text = lines.read()
        for match in re.finditer(r"// BUG\(\w+\)", text):
            before = re.findall(r"^(?:static )?[\w:<>*& ]+?\b(\w+)V1\(", text[:match.start()], re.M)
            after = re.findall(r"(\w+)V1\(", text[match.start():])
            prepared = re.search(r'prepare\("(\w+?)_v1"', text[match.start():match.start() + 200])
            if prepared:
                words = prepared[1].split("_")
                marked.add(words[0] + "".join(w.capitalize() for w in words[1:]))
            else:
                marked.add((before or after)[-1 if before else 0])
    return marked


def main():
    stack = []
    try:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection, "-c", "CREATE DATABASE invoices"], check=True)
        for file in ("schema.sql", "seed.sql"):
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection.replace("dbname=postgres", "dbname=invoices"), "-f",
                            os.path.join(folder, file)], check=True)
        service = Service(stack)
        try_all(service)
    finally:
        for process in reversed(stack):
            process.terminate()
            process.wait()
    marked = marked_functions()
    assert len(marked) >= 15, marked
    for function in sorted(marked - called):
        problems.append("%s is marked as wrong, and was not called" % function)
    print("\n".join(problems))
    print("%d functions called in both versions" % len(called))
    sys.exit(1 if problems else 0)


main()
