// Writes the import table into its marked block of ARCHITECTURE.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importTable } from './architecture-table.ts'
import { repositoryRoot } from './source-files.ts'

const page = join(repositoryRoot, 'ARCHITECTURE.md')
const block = /(<!-- import table: generated from architecture\.cjs -->\n)[\s\S]*?(<!-- end -->)/

const text = readFileSync(page, 'utf8')
if (!block.test(text)) throw new Error('ARCHITECTURE.md has lost the markers of its import table')
writeFileSync(
  page,
  text.replace(block, (_, start: string, end: string) => `${start}\n${importTable()}\n\n${end}`),
)
