-- wrk -s load.lua URL -- FILE FIRST MODE
-- FILE has a request a line: an authorization header (or nothing), a tab, a body. The load goes around them from line
-- FIRST on. With MODE "checked" every answer is looked into for errors; it is "timed" while time is measured. With "new"
-- every "@" of a body is the number of its request, so that none is like another.
-- Prints one line of JSON.
local requests = {}
local bodies = {}
local at = 0
local isNew = false

threads = {}
errors = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for line in io.lines(args[1]) do
    local tab = line:find("\t", 1, true)
    local headers = { ["content-type"] = "application/json" }
    if tab > 1 then headers["authorization"] = line:sub(1, tab - 1) end
    bodies[#bodies + 1] = line:sub(tab + 1)
    requests[#requests + 1] = wrk.format("POST", wrk.path, headers, bodies[#bodies])
  end
  at = tonumber(args[2])
  isNew = args[3] == "new"
  if args[3] == "checked" then
    response = function(_, _, body)
      if body:find('"errors":', 1, true) then errors = errors + 1 end
    end
  end
end

function request()
  at = at + 1
  if isNew then
    local body = bodies[(at - 1) % #bodies + 1]:gsub("@", at)
    return wrk.format("POST", wrk.path, { ["content-type"] = "application/json" }, body)
  end
  return requests[(at - 1) % #requests + 1]
end

function done(summary, latency)
  local found = 0
  for _, thread in ipairs(threads) do found = found + thread:get("errors") end
  local failed = summary.errors
  print(string.format(
    '{"requests":%d,"seconds":%.6f,"p50Ms":%.3f,"p99Ms":%.3f,"errors":%d,"failed":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, found,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
