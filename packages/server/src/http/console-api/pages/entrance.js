// Sign-in, the first account and invitations. The token of a link is taken out of the address bar before anything else.
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)

const page = location.pathname.split('/').at(2) ?? ''
const query = new URLSearchParams(location.search)
const part = (id) => document.getElementById(id)
const form = part('form')

const texts = {
  oidc_failed: 'The sign-in at your provider did not work. Try again.',
  oidc_not_admitted: 'Nobody has invited you, and registration is closed.',
  oidc_not_linked: 'Your address has an account here. Sign in with its password.',
  oidc_unavailable: 'Your provider cannot be reached. Try again later.',
}

async function ask(method, path, body) {
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`/console/api/${path}`, { method, ...sent })
  const answer = response.status === 204 ? undefined : await response.json()
  if (response.ok) return answer
  const wait = response.headers.get('retry-after')
  const reason =
    response.status === 401 ? 'The address or the password is wrong.' : (answer?.error?.reason ?? 'That did not work.')
  throw new Error(wait === null ? reason : `${reason} (${wait} s)`)
}

function say(id, text) {
  part(id).textContent = text
  part(id).hidden = text === ''
}

function complain(text) {
  say('problem', text)
  part('problem').focus()
}

/** A path on this origin, wherever the query wants to go. */
function nextPage() {
  const url = URL.parse(query.get('next') ?? '', location.origin)
  const isOwn = url?.origin === location.origin && query.get('next')?.startsWith('/')
  return isOwn ? url.pathname + url.search + url.hash : '/console'
}

function offer(title, path, { withEmail = true, isNew = false, extra = {} } = {}) {
  say('title', title)
  part('submit').textContent = title
  part('email-row').hidden = !withEmail
  form.email.required = withEmail
  form.password.autocomplete = isNew ? 'new-password' : 'current-password'
  part('rule').hidden = !isNew
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    part('submit').disabled = true
    try {
      await ask('POST', path, { ...(withEmail ? { email: form.email.value } : {}), password: form.password.value, ...extra })
      location.replace(nextPage())
    } catch (error) {
      complain(error.message)
    }
    part('submit').disabled = false
  })
}

function showSetup(state) {
  if (!state.setup_needed) return location.replace('/console/login')
  if (token !== '') return offer('Create the first account', 'setup', { isNew: true, extra: { token } })
  say('title', 'Set up this server')
  say('note', 'Open the setup link that the server printed when it started; `latchkey console setup-link` prints a fresh one.')
}

function showSignedIn({ account }) {
  say('title', 'Latchkey')
  say('note', `Signed in as ${account.email}.`)
  part('leave').hidden = false
  part('leave').addEventListener('click', () =>
    ask('POST', 'logout').then(
      () => location.assign('/console/login'),
      (error) => complain(error.message),
    ),
  )
}

function showLogin(state) {
  if (state.setup_needed) return location.replace('/console/setup')
  offer('Sign in', 'login')
  part('provider').hidden = !state.oidc
  part('provider-link').search = new URLSearchParams({ next: nextPage() })
}

async function showAccept(state) {
  if (token === '') return complain('Open the link of your invitation again: a part of it is missing.')
  if (state.account === null) {
    say('note', 'Choose a password, or type the one of your account.')
    return offer('Accept the invitation', 'invitations/accept', { withEmail: false, isNew: true, extra: { token } })
  }
  await ask('POST', 'invitations/accept', { token })
  location.replace('/console')
}

async function show() {
  part('plain').hidden = window.isSecureContext
  part('show').addEventListener('change', () => (form.password.type = part('show').checked ? 'text' : 'password'))
  if (query.has('error')) complain(texts[query.get('error')] ?? texts.oidc_failed)
  const state = await ask('GET', 'session')
  if (page === 'setup') return showSetup(state)
  if (page === 'accept') return showAccept(state)
  return state.account === null ? showLogin(state) : showSignedIn(state)
}

show().catch((error) => complain(error.message))
