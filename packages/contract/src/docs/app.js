// Shows openapi.json. Everything enters the page as text, never as markup.

const METHODS = new Set(['get', 'post', 'patch', 'delete'])

/** Makes an element; children are elements or text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.append(...children.flat().filter((child) => child !== undefined))
  return made
}

/** Text with its `quoted` parts as code. */
const prose = (text = '') => text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part))

const referredName = (reference) => reference.split('/').at(-1)

/** What kind of value a schema stands for: text, and links to named messages. */
function kindOf(schema) {
  if (schema.$ref) {
    const name = referredName(schema.$ref)
    return [element('a', { href: `#schema-${name}` }, name)]
  }
  if (schema.anyOf) return schema.anyOf.flatMap((one, index) => (index === 0 ? kindOf(one) : [' or ', ...kindOf(one)]))
  if (schema.type === 'array') return ['list of ', ...kindOf(schema.items)]
  if ('const' in schema) return [element('code', {}, JSON.stringify(schema.const))]
  const kinds = [schema.type ?? 'anything'].flat().join(' or ')
  return [schema.format ? `${kinds} (${schema.format})` : kinds]
}

/** What a schema demands beyond its kind, in words. */
function rulesOf(schema) {
  const range = (least, most, noun) => {
    if (least === undefined && most === undefined) return []
    if (most === undefined) return [`at least ${least}${noun}`]
    return [least === undefined ? `at most ${most}${noun}` : `${least} to ${most}${noun}`]
  }
  return [
    ...(schema.enum ? [`One of ${schema.enum.map((name) => `\`${name}\``).join(', ')}.`] : []),
    ...range(schema.minLength, schema.maxLength, ' characters'),
    ...range(schema.minItems, schema.maxItems, ' items'),
    ...range(schema.minimum, schema.maximum, ''),
    ...(schema['x-max-serialised-bytes'] ? [`at most ${schema['x-max-serialised-bytes']} bytes of JSON`] : []),
    ...(schema.default === undefined ? [] : [`default \`${schema.default}\``]),
  ]
}

function table(caption, headings, rows) {
  const head = element(
    'tr',
    {},
    headings.map((heading) => element('th', { scope: 'col' }, heading)),
  )
  const body = rows.map(([first, ...rest]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, first),
      rest.map((cell) => element('td', {}, cell)),
    ),
  )
  return element(
    'div',
    { class: 'wide', role: 'region', 'aria-label': caption, tabindex: '0' },
    element(
      'table',
      {},
      element('caption', { class: 'unseen' }, caption),
      element('thead', {}, head),
      element('tbody', {}, body),
    ),
  )
}

const sentence = (...parts) => prose(parts.filter(Boolean).join(' · '))

function presenceOf(schema, required) {
  if (schema.readOnly) return 'ignored'
  return required ? 'always' : 'optional'
}

function membersTable(name, schema) {
  const required = new Set(schema.required)
  const rows = Object.entries(schema.properties).map(([member, node]) => [
    element('code', {}, member),
    kindOf(node),
    presenceOf(node, required.has(member)),
    sentence(node.description, ...rulesOf(node)),
  ])
  return table(`Members of ${name}`, ['Member', 'Kind', 'Presence', 'Meaning'], rows)
}

function parametersTable(operation) {
  const rows = operation.parameters.map((parameter) => [
    element('code', {}, parameter.name),
    parameter.in,
    kindOf(parameter.schema),
    sentence(parameter.description, ...rulesOf(parameter.schema)),
  ])
  return table(`Parameters of ${operation.summary}`, ['Parameter', 'Place', 'Kind', 'Meaning'], rows)
}

function responsesTable(operation) {
  const rows = Object.entries(operation.responses).map(([status, response]) => {
    const schema = response.content?.['application/json'].schema
    const headers = Object.entries(response.headers ?? {}).map(([name, header]) => `\`${name}\`: ${header.description}`)
    return [status, schema ? kindOf(schema) : 'no body', sentence(response.description, ...headers)]
  })
  return table(`Answers of ${operation.summary}`, ['Status', 'Body', 'Meaning'], rows)
}

const shellQuoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/** A command that makes the call; what differs from caller to caller stands in shell variables. */
function curlOf(path, method, operation) {
  const root = new URL('.', document.baseURI).href.replace(/\/$/, '')
  const address = `${root}${path.replaceAll(/\{(\w+)\}/g, (_, name) => `$${name.toUpperCase()}`)}`
  const media = operation.requestBody?.content['application/json']
  const parts = [`curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "${address}"`]
  if (operation.security.length > 0) parts.push('-H "Authorization: Bearer $LATCHKEY_PROJECT_API_KEY"')
  if (media) parts.push("-H 'Content-Type: application/json'", `-d ${shellQuoted(JSON.stringify(media.example ?? {}))}`)
  return parts.join(' \\\n  ')
}

function exampleOf(command, summary) {
  const copy = element('button', { type: 'button', 'aria-label': `Copy the command: ${summary}` }, 'Copy')
  copy.addEventListener('click', async () => {
    const notice = document.getElementById('notice')
    try {
      await navigator.clipboard.writeText(command)
      notice.textContent = 'Copied.'
    } catch {
      notice.textContent = 'The browser did not allow copying; select the command instead.'
    }
  })
  return element(
    'div',
    { class: 'example' },
    element('pre', { tabindex: '0', 'aria-label': `Command: ${summary}` }, element('code', {}, command)),
    copy,
  )
}

const badge = (method) => element('span', { class: `method ${method}` }, method.toUpperCase())

function operationSection({ path, method, operation }) {
  const media = operation.requestBody?.content['application/json']
  return element(
    'section',
    { class: 'operation', id: operation.operationId, 'aria-labelledby': `${operation.operationId}-title` },
    element('h3', { id: `${operation.operationId}-title` }, operation.summary),
    element('p', { class: 'address' }, badge(method), element('code', {}, path)),
    element('p', { class: 'faint' }, prose(operation.description ?? 'Needs no credential.')),
    ...(operation.parameters ? [element('h4', {}, 'Parameters'), parametersTable(operation)] : []),
    ...(media
      ? [
          element('h4', {}, 'Body'),
          element('p', {}, kindOf(media.schema), operation.requestBody.required ? '' : ', may be left out'),
        ]
      : []),
    element('h4', {}, 'Answers'),
    responsesTable(operation),
    element('h4', {}, 'Example'),
    exampleOf(curlOf(path, method, operation), operation.summary),
  )
}

function messageSection([name, schema]) {
  return element(
    'section',
    { class: 'message', id: `schema-${name}`, 'aria-labelledby': `schema-${name}-title` },
    element('h3', { id: `schema-${name}-title` }, name),
    element('p', {}, sentence(schema.description, ...(schema.properties ? [] : rulesOf(schema)))),
    ...(Object.keys(schema.properties ?? {}).length > 0 ? [membersTable(name, schema)] : []),
  )
}

const operationsOf = (description) =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => METHODS.has(method))
      .map((method) => ({ path, method, operation: item[method] })),
  )

function contentsGroup(tag, operations) {
  const items = operations.map(({ path, method, operation }) =>
    element(
      'li',
      { 'data-words': `${operation.summary} ${operation.operationId} ${method} ${path}`.toLowerCase() },
      element('a', { href: `#${operation.operationId}` }, badge(method), operation.summary),
    ),
  )
  return element('div', { class: 'group' }, element('h2', {}, tag), element('ul', {}, items))
}

/** Leaves in the contents only what has all words of the search. */
function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  for (const group of document.querySelectorAll('#contents .group')) {
    const items = [...group.querySelectorAll('li')]
    for (const item of items) item.hidden = !words.every((word) => item.dataset.words.includes(word))
    group.hidden = items.every((item) => item.hidden)
  }
}

function show(description) {
  const operations = operationsOf(description)
  const main = document.getElementById('main')
  const contents = document.getElementById('contents')
  document.getElementById('version').textContent = description.info.version
  document.getElementById('introduction').append(...prose(description.info.description))
  for (const { name } of description.tags) {
    const tagged = operations.filter(({ operation }) => operation.tags.includes(name))
    contents.append(contentsGroup(name, tagged))
    main.append(element('h2', {}, name), ...tagged.map(operationSection))
  }
  main.append(
    element('h2', { id: 'messages' }, 'Messages'),
    ...Object.entries(description.components.schemas).map(messageSection),
  )
  document.getElementById('state').remove()
  document.getElementById('search').addEventListener('input', ({ target }) => search(target.value))
  // What the address asks for did not exist when the browser looked for it.
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
}

async function start() {
  try {
    const response = await fetch('openapi.json')
    if (!response.ok) throw new Error(`status ${response.status}`)
    show(await response.json())
  } catch (error) {
    document.getElementById('state').textContent = `The description of the API could not be loaded: ${error.message}`
  }
}

await start()
