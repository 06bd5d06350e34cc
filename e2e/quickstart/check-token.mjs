// Checks a derived token without asking the server: node check-token.mjs <token> <id of its key> < jwks.json
import { createLocalJWKSet, jwtVerify } from 'jose'

const [token = '', keyId = ''] = process.argv.slice(2)
process.stdin.setEncoding('utf8')
let text = ''
for await (const chunk of process.stdin) text += chunk

const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(JSON.parse(text)), { subject: keyId })
const left = (payload.exp ?? 0) - (payload.iat ?? 0)
if (protectedHeader.alg !== 'EdDSA' || left !== 600 || payload.act !== 'customer_4') {
  process.stderr.write(`${JSON.stringify({ protectedHeader, payload })}\n`)
  process.exitCode = 1
}
