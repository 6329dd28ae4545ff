// vscode.js EXTENSION: runs the extension with the real server and a stand-in for the editor.
const { spawn } = require("child_process");
const fs = require("fs");
const Module = require("module");
const path = require("path");
const rpc = require("vscode-jsonrpc/node");
const lsp = require("vscode-languageserver-protocol");

const extension = path.resolve(process.argv[2]);
const manifest = JSON.parse(fs.readFileSync(path.join(extension, "package.json"), "utf8"));
const registered = [], settings = { path: process.env.TENANTSCAN, arguments: ["--threads=1"] };
let provided = [];

/** The part of vscode-languageclient that the extension uses. */
class LanguageClient {
  constructor(id, name, server, options) {
    if (id !== "tenantscan" || !options.documentSelector.some((d) => d.language === "cpp" && d.scheme === "file")) throw new Error("options");
    this.server = server;
  }
  async start() {
    console.log(`starts: ${this.server.args.join(" ")}`);
    this.process = spawn(this.server.command, this.server.args, { stdio: ["pipe", "pipe", "inherit"] });
    this.connection = rpc.createMessageConnection(new rpc.StreamMessageReader(this.process.stdout), new rpc.StreamMessageWriter(this.process.stdin));
    this.connection.listen();
    const { capabilities } = await this.connection.sendRequest(lsp.InitializeRequest.type, { processId: null, rootUri: null, capabilities: {} });
    provided = capabilities.executeCommandProvider.commands;
  }
  needsStop() {
    return true;
  }
  async stop() {
    await this.connection.sendRequest(lsp.ShutdownRequest.type);
    this.connection.sendNotification(lsp.ExitNotification.type);
    const code = await new Promise((done) => this.process.on("exit", done));
    console.log(code === 0 ? "stopped" : `exit code ${code}`);
  }
}
const vscode = {
  workspace: {
    getConfiguration: () => ({ get: (name) => settings[name] }),
    onDidChangeConfiguration: () => ({ dispose() {} }),
  },
  commands: { registerCommand: (name) => (registered.push(name), { dispose() {} }) },
  window: { showErrorMessage: (message) => console.log(message) },
};
const load = Module._load;
Module._load = (request, ...rest) => request === "vscode" ? vscode : request === "vscode-languageclient/node" ? { LanguageClient } : load(request, ...rest);

async function main() {
  const { activate, deactivate } = require(path.join(extension, "extension.js"));
  await activate({ subscriptions: [] });
  console.log(`settings: ${Object.keys(manifest.contributes.configuration.properties).sort().join(" ")}`);
  console.log(`commands: ${manifest.contributes.commands.map((c) => c.command).sort().join(" ")}`);
  console.log(`of the server: ${provided.join(" ")}`);
  for (const { command } of manifest.contributes.commands)
    if (!registered.includes(command) && !provided.includes(command)) throw new Error(`nobody has the command ${command}`);
  await deactivate();
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
