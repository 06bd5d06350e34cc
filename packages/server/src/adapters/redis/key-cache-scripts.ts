import { redisScript } from './redis.ts'

// An entry is "<version> <when it was put, milliseconds of this server> <JSON>", a tombstone "<version>".

const readVersions = `
local function versionOf(entry) return entry and tonumber(string.match(entry, '^(%d+) ')) end
local entry = redis.call('GETRANGE', KEYS[1], 0, 20)
local buried = tonumber(redis.call('GET', KEYS[2]) or '0')
local version = tonumber(ARGV[1])
`

/** Keys: entry, tombstone. Values: version, JSON, life in milliseconds. Answers when it was put, or -1 if it is outdated. */
export const putScript = redisScript(`${readVersions}
if buried > version or (versionOf(entry) or 0) > version then return -1 end
local time = redis.call('TIME')
local now = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. now .. ' ' .. ARGV[2], 'PX', ARGV[3])
return tonumber(now)
`)

/** Keys: entry, tombstone. Values: version, life of the tombstone in milliseconds. */
export const evictScript = redisScript(`${readVersions}
-- First what works in a full memory, too.
if entry ~= '' and (versionOf(entry) or 0) < version then redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[2], string.format('%.0f', math.max(version, buried)), 'PX', ARGV[2])
return 1
`)
