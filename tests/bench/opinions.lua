-- wrk: each request posts one opinion with an id of its own.
local consultation = os.getenv("BENCH_CONSULTATION")
local text = string.rep("建议把井台周围三米划为保护范围，写明由谁负责。", 8)
local seed = os.time() * 1000 + math.floor(os.clock() * 1e6)
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init() math.randomseed(seed + number * 7919 + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000003) end
local function hex(digits) return string.format("%0" .. digits .. "x", math.random(0, 16 ^ digits - 1)) end
function request()
  local id = hex(6) .. hex(2) .. "-" .. hex(4) .. "-7" .. hex(3) .. "-8" .. hex(3) .. "-" .. hex(6) .. hex(6)
  local body = '{"id":"' .. id .. '","consultation_id":"' .. consultation .. '","text":"' .. text ..
    '","provision":"art_1","written_at":"2026-11-24T09:00:00+08:00"}'
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end
