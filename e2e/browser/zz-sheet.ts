import { readFileSync } from 'node:fs'
import { launchChromium } from './support/chromium.ts'
const [out='', width='780', cols='2', ...files] = process.argv.slice(2)
const b = await launchChromium(); const w=Number(width), c=Number(cols)
const page = await b.newPage({ viewport: { width: (w+6)*c, height: 200 } })
const imgs = files.map(f => `<figure><figcaption>${f}</figcaption><img src="data:image/webp;base64,${readFileSync('/tmp/wt/docs-shots/'+f+'.webp').toString('base64')}" width=${w}></figure>`).join('')
await page.setContent(`<style>body{margin:0;display:grid;grid-template-columns:repeat(${c},${w}px);gap:6px;background:#888;font:11px sans-serif}figure{margin:0}</style>${imgs}`)
await page.waitForTimeout(200)
await page.screenshot({ path: out, fullPage: true, type: 'png' })
await b.close()
