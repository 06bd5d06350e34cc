// Takes the pictures of the console that the docs show: node e2e/browser/screenshots.ts [name …] [--look dark] [--to folder]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildConsole } from '../../tools/build-console.ts'
import { repositoryRoot } from '../../tools/source-files.ts'
import { looks, PICTURE_FOLDER, pictures } from './screenshots/pictures.ts'
import { startShownServers } from './screenshots/shown-servers.ts'
import { takePictures } from './screenshots/take-pictures.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { look: { type: 'string' }, to: { type: 'string' } },
})
const unknown = positionals.filter((name) => !pictures.some((picture) => picture.name === name))
if (unknown.length > 0) throw new Error(`no picture is called ${unknown.join(' or ')}`)

await buildConsole()
const servers = await startShownServers()
try {
  await takePictures(servers, {
    looks: looks.filter(({ suffix }) => values.look === undefined || suffix === values.look),
    pictures: pictures.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    folder: values.to ?? join(repositoryRoot, PICTURE_FOLDER),
    tell: (line) => process.stdout.write(`${line}\n`),
  })
} finally {
  await servers.stop()
}
