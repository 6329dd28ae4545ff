// vscode.js EXTENSION FILE: runs the extension with the real client library and the real
// server, and a stand-in for the editor, in which FILE is open.
const fs = require("fs");
const Module = require("module");
const path = require("path");
const url = require("url");

const [extension, file] = process.argv.slice(2).map((name) => path.resolve(name));
const manifest = JSON.parse(fs.readFileSync(path.join(extension, "package.json"), "utf8"));
const settings = { path: process.env.TENANTSCAN, arguments: ["--threads=1"] };
const registered = [], diagnostics = [];
let actions;

// The part of the editor's API that the library uses.
const nothing = () => ({ dispose() {} });
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(...at) {
    [this.start, this.end] = at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
  }
}
class Uri {
  constructor(text) {
    const { protocol, pathname } = new url.URL(text);
    Object.assign(this, { text, scheme: protocol.slice(0, -1), path: decodeURIComponent(pathname), fsPath: decodeURIComponent(pathname) });
  }
  toString() {
    return this.text;
  }
  static parse(text) {
    return new Uri(text);
  }
  static file(name) {
    return new Uri(url.pathToFileURL(name).href);
  }
}
class EventEmitter {
  handlers = [];
  event = (handler, self) => {
    this.handlers.push(handler.bind(self));
    return nothing();
  };
  fire(value) {
    this.handlers.forEach((handler) => handler(value));
  }
  dispose() {}
}
class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: nothing };
  cancel() {}
  dispose() {}
}
class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}
class Location {
  constructor(uri, range) {
    Object.assign(this, { uri, range });
  }
}
class TabInputText {
  constructor(uri) {
    this.uri = uri;
  }
}
class CodeAction {
  constructor(title) {
    this.title = title;
  }
}
class Disposable {
  static from(...all) {
    return { dispose: () => all.forEach((one) => one.dispose()) };
  }
}
class WorkspaceEdit {
  edits = [];
  set(uri, edits) {
    this.edits.push(...edits.map((edit) => (Array.isArray(edit) ? edit[0] : edit)));
  }
}
class TextEdit {
  constructor(range, newText) {
    Object.assign(this, { range, newText });
  }
}
class Plain {}
const opened = { uri: Uri.file(file), languageId: "cpp", version: 1, isClosed: false, fileName: file, getText: () => fs.readFileSync(file, "utf8") };
// Events that never come, and features that nobody asks for.
const rest = (known) =>
  new Proxy(known, { get: (object, name) => (name in object ? object[name] : /^(on|register|create)[A-Z]/.test(String(name)) ? nothing : undefined) });
const output = { append() {}, appendLine() {}, show() {}, dispose() {}, error: console.log, warn: console.log, info() {}, debug() {}, trace() {} };
const known = {
  version: "1.90.0", Position, Range, Uri, EventEmitter, CancellationTokenSource, Diagnostic, Location, TabInputText, CodeAction, Disposable, TextEdit, WorkspaceEdit,
  env: { language: "en", appName: "test" },
  extensions: { getExtension: () => undefined },
  ProgressLocation: { Window: 10 },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  CodeActionKind: { Empty: { append: (value) => ({ value }) }, QuickFix: { value: "quickfix" }, Refactor: {}, RefactorExtract: {}, RefactorInline: {}, RefactorRewrite: {}, Source: {}, SourceOrganizeImports: {} },
  CodeActionTriggerKind: { Invoke: 1, Automatic: 2 },
  workspace: rest({
    textDocuments: [opened], notebookDocuments: [], workspaceFolders: [{ uri: Uri.file(path.dirname(file)), name: "folder", index: 0 }],
    getConfiguration: () => ({ get: (name) => settings[name] }), getWorkspaceFolder: () => undefined, createFileSystemWatcher: () => rest({ dispose() {} }),
  }),
  window: rest({
    visibleTextEditors: [], activeTextEditor: { document: opened }, createOutputChannel: () => output,
    tabGroups: rest({ all: [{ tabs: [{ input: new TabInputText(opened.uri), isActive: true }] }] }),
    showErrorMessage: async (message) => console.log(message), withProgress: (options, task) => task({ report() {} }, new CancellationTokenSource().token),
  }),
  languages: rest({
    match: (selector, document) => (selector.some((s) => s.language === document.languageId && s.scheme === document.uri.scheme) ? 10 : 0),
    createDiagnosticCollection: () => ({ set: (uri, list) => diagnostics.push(...(list || [])), delete() {}, clear() {}, dispose() {}, has: () => false }),
    registerCodeActionsProvider: (selector, provider) => (actions = provider, nothing()),
  }),
  commands: { registerCommand: (name) => (registered.push(name), nothing()), executeCommand: async () => {} },
};
const vscode = new Proxy(known, { get: (object, name) => (name in object ? object[name] : /(Kind|Severity|Tag|Type|Reason)$/.test(String(name)) ? {} : Plain) });
const load = Module._load;
Module._load = (request, ...more) => (request === "vscode" ? vscode : load(request, ...more));

async function main() {
  const { activate, deactivate } = require(path.join(extension, "extension.js"));
  await activate({ subscriptions: [] });
  console.log(`settings: ${Object.keys(manifest.contributes.configuration.properties).sort().join(" ")}`);
  for (const { command } of manifest.contributes.commands)
    console.log(`${command}: ${registered.includes(command) ? "is there" : "is missing"}`);
  while (diagnostics.length === 0) await new Promise((done) => setTimeout(done, 50));
  for (const { range, message, source, code } of diagnostics) console.log(`${range.start.line + 1}: ${message.split("\n")[0]} [${source} ${code.value || code}]`);
  const context = { diagnostics: diagnostics.slice(0, 1), only: undefined, triggerKind: 1 };
  for (const { title, edit } of await actions.provideCodeActions(opened, diagnostics[0].range, context, new CancellationTokenSource().token))
    console.log(`action: ${title}${edit ? `: ${JSON.stringify(edit.edits[0].newText)}` : ""}`);
  await deactivate();
  console.log("stopped");
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
