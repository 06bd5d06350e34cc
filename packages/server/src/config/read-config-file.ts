import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import type { JsonValue } from '@latchkey/core/key/json'
import { parseAllDocuments, visit } from 'yaml'
import { ConfigError } from './config-error.ts'

/** Far more than any configuration needs, and little enough to be read at once. */
const FILE_MAX_BYTES = 1024 * 1024
const FORBIDDEN_MEMBERS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * The document in a YAML 1.2 or JSON file; an empty file is an empty document. Refused: repeated keys, aliases, tags,
 * several documents, keys that are not text. Throws ConfigError that names the place and never quotes the text.
 */
export function readConfigFile(file: string, label = 'configuration file'): JsonValue {
  return parseConfigText(readText(file, label), label)
}

/** At most a megabyte of text. Throws ConfigError. */
export function readText(file: string, label: string): string {
  try {
    return readBounded(file)
  } catch (cause) {
    throw refusal(label, describeReadFailure(cause))
  }
}

export function parseConfigText(text: string, label = 'configuration file'): JsonValue {
  const documents = parseAllDocuments(text, { strict: true, uniqueKeys: true, prettyErrors: false, logLevel: 'silent' })
  if (documents.length > 1) throw refusal(label, 'must hold one document')
  const [document] = documents
  const { errors, warnings } = 'empty' in documents ? documents : (document ?? { errors: [], warnings: [] })
  const fault = errors[0] ?? warnings[0]
  if (fault !== undefined) throw refusal(label, `${faultText(fault.code)} at line ${lineOf(text, fault.pos[0])}`)
  if (document === undefined) return {}
  visit(document, {
    Alias: () => {
      throw refusal(label, 'must not use anchors and aliases')
    },
  })
  const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: 0 })
  return value === null || value === undefined ? {} : toJson(value, label)
}

function readBounded(file: string): string {
  const descriptor = openSync(file, 'r')
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw new Error('is not a file')
    if (stats.size > FILE_MAX_BYTES) throw new Error('is larger than 1 MiB')
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

function describeReadFailure(cause: unknown): string {
  if (cause instanceof TypeError) return 'is not UTF-8 text'
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read'
  if (code === 'EISDIR') return 'is not a file'
  return code === undefined && cause instanceof Error ? cause.message : 'cannot be read'
}

/** Codes of the parser as words; its own messages quote the source. */
function faultText(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'has a key twice'
  return code === 'TAG_RESOLVE_FAILED' ? 'has an unknown tag' : `is not valid YAML or JSON (${code.toLowerCase()})`
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

function toJson(value: unknown, label: string): JsonValue {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, member]) => [memberName(name, label), toJson(member, label)]))
  if (Array.isArray(value)) return value.map((item) => toJson(item, label))
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw refusal(label, 'holds a value that is not text, a number, true, false, a list or a block')
}

function memberName(name: unknown, label: string): string {
  if (typeof name !== 'string') throw refusal(label, 'has a key that is not text')
  if (FORBIDDEN_MEMBERS.has(name)) throw refusal(label, `must not have a key named ${name}`)
  return name
}

const refusal = (label: string, rule: string): ConfigError => new ConfigError([{ path: label, rule }])
