import { readdir } from 'node:fs/promises'
import type { Bar } from './bar.ts'

const BAR_FILE = /^b\d\d(?:-[a-z0-9-]+)?\.ts$/

/** Every bar of this folder, in the order of their ids. */
export async function findBars(): Promise<readonly Bar[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => BAR_FILE.test(name)).sort()
  return Promise.all(files.map(barIn))
}

async function barIn(file: string): Promise<Bar> {
  const { bar } = (await import(`./${file}`)) as { bar?: Bar }
  if (bar === undefined) throw new Error(`${file} exports no bar`)
  if (!file.startsWith(bar.id)) throw new Error(`${file} holds the bar ${bar.id}`)
  if (bar.controls.length === 0) throw new Error(`${bar.id} has no control`)
  return bar
}
