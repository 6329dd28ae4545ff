-- What a person does in Neovim; the functions are those behind the keys.
local function main()
  -- The set-up of the documentation: the first one, or the one for Neovim 0.7.
  local recipes = {}
  for recipe in io.open(vim.env.DOCUMENTATION):read("*a"):gmatch("```lua\n(.-)```") do
    recipes[#recipes + 1] = recipe
  end
  assert(loadstring(recipes[vim.fn.has("nvim-0.8") == 1 and 1 or 2]))()
  vim.cmd("edit " .. vim.env.FILE)
  local function wait(what, done)
    assert(vim.wait(120000, done, 20), "waited in vain for " .. what)
  end
  wait("the server", function() return #vim.lsp.get_active_clients() == 1 end)
  local client = vim.lsp.get_active_clients()[1].id
  local function findings()
    return vim.diagnostic.get(0)
  end
  wait("diagnostics", function() return #findings() > 0 end)
  local before = findings()
  local first = before[1]
  assert(first.source == "tenantscan" and first.severity == vim.diagnostic.severity.ERROR, vim.inspect(first))
  assert(first.user_data.lsp.code == "tenant-sql-predicate", vim.inspect(first))
  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })

  local answer = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 10000)
  local text = answer[client].result.contents.value
  assert(text:find("tenantscan: leaks", 1, true), text)

  -- The menu of code actions: what has the words in its title.
  local function act(words)
    vim.ui.select = function(items, _, choose)
      for _, item in ipairs(items) do
        local action = item[2] or item.action
        if action.title:find(words, 1, true) then
          return choose(item)
        end
      end
      error("no action " .. words .. " in " .. vim.inspect(items))
    end
    local count = #findings()
    vim.lsp.buf.code_action()
    wait(words, function() return vim.bo.modified end)
    wait("the finding to go", function() return #findings() == count - 1 end)
  end
  -- The predicate is put in, and taken back.
  act('Add "AND invoices.tenant_id = $2"')
  assert(vim.fn.search("AND invoices.tenant_id = \\$2", "nw") > 0)
  vim.cmd("undo")
  wait("the finding to come back", function() return #findings() == #before end)
  vim.cmd("write")

  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
  act("Suppress tenant-sql-predicate")
  assert(vim.fn.search("NOLINT.*(tenant-sql-predicate): TODO: say why", "nw") > 0)
  vim.cmd("write")
  assert(not vim.bo.modified)

  vim.cmd("undo")
  wait("the finding to come back", function() return #findings() == #before end)
  vim.cmd("edit! " .. vim.env.KEYS)
  wait("the finding about a key", function() return #findings() == 1 end)
  vim.api.nvim_win_set_cursor(0, { findings()[1].lnum + 1, findings()[1].col })
  act('Add the tenant to the key: "tenant:{context.tenantId}:"')
  assert(vim.fn.search('"tenant:" + context.tenantId + ":" + "cart:" + std::to_string', "nw") > 0)
  vim.cmd("write")
  vim.lsp.stop_client(client)
  wait("the end of the server", function() return #vim.lsp.get_active_clients() == 0 end)
  print(string.format("%d findings\n", #before))
end

local ok, message = xpcall(main, debug.traceback)
if not ok then
  print(message .. "\n")
  vim.cmd("cquit")
end
vim.cmd("qall!")
