-- Questions for wrk: SEEDS random tracks of the file IDS each, combined as COMBINATION says.
local ids, file = {}, os.getenv("IDS")
for line in io.lines(file) do ids[#ids + 1] = line end
local seeds = tonumber(os.getenv("SEEDS") or "1")
local combination = os.getenv("COMBINATION") or "pooled"
math.randomseed(7)
request = function()
  local chosen = {}
  for i = 1, seeds do chosen[i] = '"track:' .. ids[math.random(#ids)] .. '"' end
  return wrk.format("POST", "/v1/similar", { ["Content-Type"] = "application/json" },
    '{"seeds":[' .. table.concat(chosen, ",") .. '],"count":20,"combination":"' .. combination .. '"}')
end
