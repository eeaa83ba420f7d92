-- What Lua programs do: trees that the collector frees, strings, tables, closures, methods.
local scale = tonumber(arg[1]) or 1

local function tree(depth)
  if depth == 0 then return {} end
  return { tree(depth - 1), tree(depth - 1) }
end

local function count(node)
  if not node[1] then return 1 end
  return 1 + count(node[1]) + count(node[2])
end

local kept = tree(15)
local nodes = 0
for _ = 1, 10 * scale do nodes = nodes + count(tree(13)) end
print("trees", nodes, count(kept))

local random = 42
local function next_random()
  random = (random * 1103515245 + 12345) % 2147483648
  return random
end

local words = {}
for i = 1, 60000 * scale do words[i] = string.format("%x-%d", next_random(), i % 97) end
table.sort(words)
print("sorted", words[1], words[#words])

local seen = {}
for _, word in ipairs(words) do
  local head = word:match("^(%x%x)")
  seen[head] = (seen[head] or 0) + #word:gsub("%d", "#"):rep(2)
end
local total = 0
for _, size in pairs(seen) do total = total + size end
print("strings", total)

local Account = {}
Account.__index = Account
function Account.new(balance) return setmetatable({ balance = balance }, Account) end
function Account:add(amount) self.balance = self.balance + amount end
local accounts = {}
for i = 1, 1000 do accounts[i] = Account.new(i) end
for i = 1, 2000000 * scale do accounts[i % 1000 + 1]:add(i % 7) end
total = 0
for _, account in ipairs(accounts) do total = total + account.balance end
print("methods", total)

local function compose(f, g) return function(x) return f(g(x)) end end
local steps = function(x) return x end
for i = 1, 50 do steps = compose(steps, function(x) return (x * 31 + i) % 65521 end) end
local value = 0
for i = 1, 10000 * scale do value = (value + steps(i)) % 65521 end
print("closures", value)
