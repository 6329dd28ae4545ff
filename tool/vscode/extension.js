// The editor's side of `tenantscan lsp`: starts the server, and is all there is.
"use strict";
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

/** What the language client is made with, from the settings of the user. */
function optionsOf(settings) {
  return {
    server: { command: settings.get("path") || "tenantscan", args: ["lsp", ...(settings.get("arguments") || [])] },
    client: {
      documentSelector: ["c", "cpp", "sql"].map((language) => ({ scheme: "file", language })),
      diagnosticPullOptions: { onChange: true, onSave: true, onTabs: false },
    },
  };
}

async function start() {
  const { server, client: options } = optionsOf(vscode.workspace.getConfiguration("tenantscan"));
  client = new LanguageClient("tenantscan", "tenantscan", server, options);
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(`tenantscan: ${server.command} does not start: ${error.message}. Set "tenantscan.path".`);
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old && old.needsStop()) await old.stop();
}

async function activate(context) {
  // The other commands are the server's, which the client registers.
  context.subscriptions.push(vscode.commands.registerCommand("tenantscan.restart", async () => {
    await stop();
    await start();
  }));
  context.subscriptions.push(vscode.workspace.onDidChangeConfiguration(async (event) => {
    if (event.affectsConfiguration("tenantscan.path") || event.affectsConfiguration("tenantscan.arguments")) {
      await stop();
      await start();
    }
  }));
  await start();
}

module.exports = { activate, deactivate: stop, optionsOf };
