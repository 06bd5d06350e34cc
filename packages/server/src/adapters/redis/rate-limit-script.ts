import { redisScript } from './redis.ts'

/**
 * `nextCell` of the core, step for step on the same doubles, so that both decide alike. A cell is text: backlog, its
 * millisecond, quota and window. `%.0f` writes whole numbers without loss.
 *
 * Values: quota, window in milliseconds, cost, and in tests the time in milliseconds in place of the server's own.
 */
export const rateLimitScript = redisScript(`
local quota, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now
if ARGV[4] then
  now = math.floor(tonumber(ARGV[4]))
else
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local capacity = quota * window
local before, at = 0, now
local cell = redis.call('GET', KEYS[1])
if cell then
  local backlog, cellAt, cellQuota, cellWindow = string.match(cell, '^(%d+) (%d+) (%d+) (%d+)$')
  if backlog then
    backlog, cellAt, cellQuota, cellWindow = tonumber(backlog), tonumber(cellAt), tonumber(cellQuota), tonumber(cellWindow)
    -- A clock that was set back by more than a window: waiting until it has caught up would lock the key.
    if cellAt - now > cellWindow then cellAt = now end
    at = math.max(now, cellAt)
    before = math.max(0, backlog - (at - cellAt) * cellQuota)
    if cellQuota ~= quota or cellWindow ~= window then
      before = math.min(capacity, math.ceil((before / cellWindow) * window))
    end
  end
end

local wanted = before + cost * window
local allowed = wanted <= capacity or cost == 0
local backlog = allowed and wanted or before
local resetAfter = math.ceil(backlog / quota)
if backlog > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f %.0f %.0f %.0f', backlog, at, quota, window))
  -- By the server's clock, which says nothing about another.
  if not ARGV[4] then redis.call('PEXPIRE', KEYS[1], string.format('%.0f', resetAfter + at - now)) end
elseif cell then
  redis.call('DEL', KEYS[1])
end

local retryAfter = 0
if not allowed then
  retryAfter = cost > quota and -1 or math.ceil((wanted - capacity) / quota)
end
return { allowed and 1 or 0, math.max(0, math.floor((capacity - backlog) / window)), resetAfter, retryAfter }
`)
