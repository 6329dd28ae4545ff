// client.js FOLDER: an editor that asks for diagnostics, made of the libraries that Visual Studio Code is made of.
const { spawn } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { pathToFileURL } = require("url");
const rpc = require("vscode-jsonrpc/node");
const lsp = require("vscode-languageserver-protocol");

const folder = path.resolve(process.argv[2]);
const uri = (name) => pathToFileURL(path.join(folder, name)).href;
const text = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const server = spawn(process.env.TENANTSCAN, ["lsp", "--delay=50", "--cache-dir", path.join(folder, "cache")], { stdio: ["pipe", "pipe", "inherit"] });
const client = rpc.createMessageConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));

function check(what, holds) {
  if (!holds) throw new Error(what);
}

async function main() {
  const pushed = [], progress = [], shown = [];
  let watched = [];
  client.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => pushed.push(params.uri));
  client.onNotification("$/progress", (params) => progress.push(params.value));
  client.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => null);
  client.onRequest(lsp.ShowDocumentRequest.type, (params) => (shown.push(params), { success: true }));
  client.onRequest(lsp.DiagnosticRefreshRequest.type, () => null);
  const registered = new Promise((done) => client.onRequest(lsp.RegistrationRequest.type, (params) => {
    watched = params.registrations[0].registerOptions.watchers.map((w) => w.globPattern);
    done();
  }));
  client.listen();

  const { capabilities } = await client.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: null, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "invoices" }],
    capabilities: {
      textDocument: { diagnostic: {}, publishDiagnostics: {} },
      workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      window: { workDoneProgress: true, showDocument: { support: true } },
    },
  });
  check("diagnostics to ask for", capabilities.diagnosticProvider.workspaceDiagnostics);
  client.sendNotification(lsp.InitializedNotification.type, {});

  // The project: what the cache has, which is nothing; then a scan of it all.
  const project = (previousResultIds) => client.sendRequest(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds });
  const found = (report) => report.items.filter((i) => i.kind === "full" && i.items.length > 0);
  console.log(`nothing in the cache: ${found(await project([])).length} files with findings`);
  await client.sendRequest(lsp.ExecuteCommandRequest.type, { command: "tenantscan.scanProject" });
  const all = await project([]);
  check("progress", progress[0].kind === "begin" && progress[0].cancellable && progress.at(-1).kind === "end");
  console.log(`scanned with progress: ${found(all).length} files with findings`);
  check("both files", found(all).some((i) => i.uri === uri("src/invoices.cpp")) && found(all).some((i) => i.uri === uri("src/jobs.cpp")));

  // Nothing is new: the answer waits, until it is cancelled.
  const source = new rpc.CancellationTokenSource();
  const waiting = client.sendRequest(lsp.WorkspaceDiagnosticRequest.type,
    { previousResultIds: all.items.map((i) => ({ uri: i.uri, value: i.resultId })) }, source.token);
  const early = await Promise.race([waiting.then(() => "answered", (e) => e.code), new Promise((done) => setTimeout(done, 300, "waits"))]);
  check("waits: " + early, early === "waits");
  console.log("nothing new is not told twice");

  // One file.
  const open = (name, languageId) => client.sendNotification(lsp.DidOpenTextDocumentNotification.type,
    { textDocument: { uri: uri(name), languageId, version: 1, text: text(name) } });
  const ask = (name, previousResultId) => client.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri: uri(name) }, previousResultId });
  open("src/invoices.cpp", "cpp");
  const first = await ask("src/invoices.cpp");
  const again = await ask("src/invoices.cpp", first.resultId);
  check("a whole report", first.kind === "full");
  console.log(`asked for: ${first.items.length} diagnostics, then ${again.kind}`);
  check("a way to the call", first.items[0].relatedInformation.length > 0 && first.items[0].codeDescription.href);
  check("as in the project", found(all).find((i) => i.uri === uri("src/invoices.cpp")).items.length === first.items.length);
  console.log(pushed.length === 0 ? "nothing was pushed" : `pushed: ${pushed}`);
  source.cancel();
  console.log(`cancelled: ${await waiting.catch((e) => e.code)}`);

  // What to do about it.
  const actions = await client.sendRequest(lsp.CodeActionRequest.type,
    { textDocument: { uri: uri("src/invoices.cpp") }, range: first.items[0].range, context: { diagnostics: [first.items[0]], only: ["quickfix"] } });
  const page = actions.find((a) => a.command && a.title.includes("tenant-sql-predicate"));
  await client.sendRequest(lsp.ExecuteCommandRequest.type, { command: page.command.command, arguments: page.command.arguments });
  console.log(`page: ${shown[0].external && shown[0].uri}`);
  check("no such command", (await client.sendRequest(lsp.ExecuteCommandRequest.type, { command: "x" }).catch((e) => e.code)) === -32602);

  // A file of SQL that is not saved; the predicate is put in.
  fs.writeFileSync(path.join(folder, "report.sql"), "SELECT 1;\nSELECT total_cents FROM invoices WHERE id = $1 OR number = $2;\n");
  open("report.sql", "sql");
  const leak = await ask("report.sql");
  console.log(`SQL file: ${leak.items.length} diagnostic`);
  const [fix] = await client.sendRequest(lsp.CodeActionRequest.type,
    { textDocument: { uri: uri("report.sql") }, range: leak.items[0].range, context: { diagnostics: leak.items } });
  const applied = (name, action) => {
    const lines = text(name).split("\n");
    for (const edit of action.edit.changes[uri(name)].slice().reverse())
      lines[edit.range.start.line] = lines[edit.range.start.line].slice(0, edit.range.start.character) + edit.newText +
        lines[edit.range.start.line].slice(edit.range.start.character);
    return lines;
  };
  const lines = applied("report.sql", fix);
  check("brackets: " + lines[1], lines[1] === "SELECT total_cents FROM invoices WHERE (id = $1 OR number = $2) AND invoices.tenant_id = $3;");
  client.sendNotification(lsp.DidChangeTextDocumentNotification.type,
    { textDocument: { uri: uri("report.sql"), version: 2 }, contentChanges: [{ text: lines.join("\n") }] });
  console.log(`fixed: ${(await ask("report.sql", leak.resultId)).items.length} diagnostics`);

  // The tenant is put into a key, and the file is saved.
  open("src/keys.cpp", "cpp");
  const key = await ask("src/keys.cpp");
  const [segment] = await client.sendRequest(lsp.CodeActionRequest.type,
    { textDocument: { uri: uri("src/keys.cpp") }, range: key.items[0].range, context: { diagnostics: key.items } });
  check("title: " + segment.title, segment.title === 'Add the tenant to the key: "tenant:{context.tenantId}:"' && segment.isPreferred);
  const mended = applied("src/keys.cpp", segment).join("\n");
  fs.writeFileSync(path.join(folder, "src/keys.cpp"), mended);
  client.sendNotification(lsp.DidChangeTextDocumentNotification.type,
    { textDocument: { uri: uri("src/keys.cpp"), version: 2 }, contentChanges: [{ text: mended }] });
  client.sendNotification(lsp.DidSaveTextDocumentNotification.type, { textDocument: { uri: uri("src/keys.cpp") } });
  console.log(`key: ${key.items.length} diagnostic, fixed: ${(await ask("src/keys.cpp", key.resultId)).items.length}`);

  // A configuration that is wrong says so itself.
  const right = text("tenantscan.json");
  fs.writeFileSync(path.join(folder, "tenantscan.json"), "{\n\n  // A comment.\n  \"tables\":\n    {},\n           \"tenantColumn\": [\"tenant_id\"]\n}\n");
  const saved = () => client.sendNotification(lsp.DidSaveTextDocumentNotification.type, { textDocument: { uri: uri("src/keys.cpp") } });
  saved();
  const related = (await ask("src/keys.cpp")).relatedDocuments[uri("tenantscan.json")].items;
  check("one: " + JSON.stringify(related), related.length === 1 && related[0].severity === 1 && related[0].codeDescription.href.endsWith("configuration.md"));
  const { start, end } = related[0].range;
  check("the key is marked", end.line === start.line && end.character - start.character === '"tenantColumn"'.length);
  console.log(`configuration: ${start.line + 1}:${start.character + 2} ${related[0].message}`);
  let items = [];
  while (!items.some((i) => i.uri === uri("tenantscan.json") && i.items.length === 1))
    items = (await project([])).items;
  console.log("and in the project");
  fs.writeFileSync(path.join(folder, "tenantscan.json"), right);
  saved();
  const after = await ask("src/keys.cpp");
  check("nothing is related", !after.relatedDocuments);
  console.log(`corrected: ${after.items.length} diagnostics`);

  await registered;
  console.log(`watched: ${watched.slice(0, 2).join(" ")}`);
  await client.sendRequest(lsp.ShutdownRequest.type);
  client.sendNotification(lsp.ExitNotification.type);
  const code = await new Promise((done) => server.on("exit", done));
  check("exit code " + code, code === 0);
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
