// Writes the configuration reference page from the schema.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { REFERENCE_PAGE, renderConfigReference } from './reference.ts'

const page = join(import.meta.dirname, '../../../..', REFERENCE_PAGE)
mkdirSync(dirname(page), { recursive: true })
writeFileSync(page, renderConfigReference())
