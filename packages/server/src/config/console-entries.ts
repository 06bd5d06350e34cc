import { type ConfigEntry, textRule } from './config-entry.ts'

/** RFC 6454 §4: scheme and authority, nothing after them. */
const originRule = textRule((text) =>
  /^https?:\/\/[^/?#@\s]+$/.test(text) && URL.canParse(text)
    ? undefined
    : 'must be http:// or https:// and a host, without a path, such as https://keys.example.com',
)
/** RFC 8252 §8.3: what never leaves this machine needs no TLS. */
const LOOPBACK_HOST = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/
const issuerRule = textRule((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname))
  const isPlain = url?.username === '' && url.search === '' && url.hash === ''
  return isSafe && isPlain ? undefined : 'must be an https:// address (http:// only on this machine) without a query'
})
const shortRule = textRule((text) =>
  /^[^\s\p{Cc}]{1,1024}$/u.test(text) ? undefined : 'must be 1 to 1024 characters without spaces',
)
const emailRule = textRule((text) => (/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(text) ? undefined : 'must be an e-mail address'))
const fileRule = textRule((text) => (text !== '' && !text.includes('\0') ? undefined : 'must be the name of a file'))
/** RFC 6749 §3.3. */
const scopeRule = textRule((text) =>
  /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(text) ? undefined : 'must be scopes without spaces and quotes',
)

/** Who signs in to the console, and how. */
export const consoleEntries: readonly ConfigEntry[] = [
  {
    path: 'console.enabled',
    type: 'boolean',
    default: true,
    reload: 'restart',
    description: 'Serves the console, its sign-in and its sessions.',
  },
  {
    path: 'console.registration',
    type: 'enum',
    values: ['closed', 'open'],
    default: 'closed',
    reload: 'restart',
    description:
      'Who may make an account: people who were invited (`closed`), or anyone, with a workspace of their own on the default plan (`open`).',
  },
  {
    path: 'console.public_url',
    type: 'string',
    reload: 'restart',
    rule: originRule,
    description:
      'Where browsers reach the server, for the setup link: `https://keys.example.com`. Left out: `http://localhost` with the port.',
  },
  {
    path: 'console.admin_email',
    type: 'string',
    reload: 'restart',
    rule: emailRule,
    description:
      'Address of the first account, which is then made at the start, without the setup link. Only read while there is no account.',
  },
  {
    path: 'console.admin_password_file',
    type: 'string',
    reload: 'restart',
    rule: fileRule,
    description: 'File that holds the password of `console.admin_email`. Only read while there is no account.',
  },
  ...oidcEntries(),
]

function oidcEntries(): readonly ConfigEntry[] {
  return [
    {
      path: 'console.oidc.issuer',
      type: 'string',
      reload: 'restart',
      rule: issuerRule,
      description:
        'OpenID provider that people may sign in through. It must allow the redirect to `/console/api/oidc/callback` on every address of the console. Left out: passwords only.',
    },
    {
      path: 'console.oidc.client_id',
      type: 'string',
      reload: 'restart',
      rule: shortRule,
      description: 'What the provider calls this server.',
    },
    {
      path: 'console.oidc.client_secret',
      type: 'string',
      secret: true,
      reload: 'restart',
      rule: shortRule,
      description: 'What this server shows the provider. Left out together with `client_secret_file`: a public client with PKCE.',
    },
    {
      path: 'console.oidc.client_secret_file',
      type: 'string',
      reload: 'restart',
      rule: fileRule,
      description: 'File that holds `console.oidc.client_secret`.',
    },
    {
      path: 'console.oidc.scopes',
      type: 'list of strings',
      default: ['openid', 'email', 'profile'],
      reload: 'restart',
      rule: scopeRule,
      description: 'What is asked of the provider; `openid` must be among it.',
    },
  ]
}
