-- For wrk: asks for random files. Arguments: how many there are, and the pattern of their names, to which the number of the directory, of the
-- file and its ending are given; or, for a plain pattern, the number alone.
function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
  count, directories = tonumber(args[1]), tonumber(args[2] or "0")
  endings = { [0] = "jpg", "png", "gif" }
end

function request()
  local i = math.random(0, count - 1)
  if directories == 0 then return wrk.format("GET", "/" .. i .. ".jpg") end
  return wrk.format("GET", string.format("/d%04d/%07d.%s", i % directories, i, endings[i % 3]))
end
