import { readdir } from 'node:fs/promises'
import type { Bar } from './bar.ts'

const BAR_FILE = /^(b\d\d)(?:-[a-z0-9-]+)?\.ts$/

/** The bars of this folder with these ids (all, when none is given), in the order of their ids. Throws for an unknown id. */
export async function findBars(ids: readonly string[] = []): Promise<readonly Bar[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => BAR_FILE.test(name)).sort()
  const known = files.map(idOf)
  const unknown = ids.filter((id) => !known.includes(id))
  if (unknown.length > 0) throw new Error(`there is no bar ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return Promise.all(files.filter((file) => ids.length === 0 || ids.includes(idOf(file))).map(barIn))
}

const idOf = (file: string): string => BAR_FILE.exec(file)?.[1] ?? ''

async function barIn(file: string): Promise<Bar> {
  const { bar } = (await import(`./${file}`)) as { bar?: Bar }
  if (bar === undefined) throw new Error(`${file} exports no bar`)
  if (bar.id !== idOf(file)) throw new Error(`${file} holds the bar ${bar.id}`)
  if (bar.controls.length === 0) throw new Error(`${bar.id} has no control`)
  return bar
}
