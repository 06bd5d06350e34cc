import { MIMEType } from 'node:util'

const types = [
  'application/json',
  'Application/JSON',
  'APPLICATION/JSON',
  'text/json',
  'text/plain',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/octet-stream',
  'application/json5',
  'application/jsonp',
  'application/x-json',
  'application/problem+json',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/ld+json',
  'application/vnd.api+json',
  'application/json-seq',
  'application',
  'json',
  '*/*',
  'application/*',
  '/json',
  'application/',
  'application/json/x',
  'xapplication/json',
  'application/json, text/plain',
  'text/plain, application/json',
  'application /json',
  'application/ json',
  '"application/json"',
  "application/json'",
]
const parameters = [
  '',
  ';',
  '; ',
  ';charset=utf-8',
  '; charset=utf-8',
  ';charset=UTF-8',
  '; charset="utf-8"',
  ';  charset=utf-8  ',
  '; charset=utf8',
  '; charset=utf-16',
  '; charset=iso-8859-1',
  '; charset=utf-7',
  '; charset=',
  '; charset',
  '; charset=utf-8; charset=utf-16',
  '; charset=utf-16; charset=utf-8',
  '; boundary=x',
  '; q=1',
  '; profile="x"',
  ' ; charset=utf-8',
  '\t;charset=utf-8',
  ',charset=utf-8',
  ' charset=utf-8',
  '; charset=utf-8, text/plain',
  '; charset = utf-8',
  ';charset="utf-8',
  '; charset=utf\\-8',
  '; charsetx=utf-8',
  '; version=1; charset=utf-8',
  '; charset=utf-8;',
]

/** Two hundred ways of writing a content type: every type bare, and JSON and two near misses with every parameter. */
export const contentTypes: readonly string[] = [
  ...new Set([
    ...types,
    ...types.flatMap((type) => [`${type}; charset=utf-8`, `${type};charset=utf-16`]),
    ...['application/json', 'Application/Json', 'text/json', 'application/json+x'].flatMap((type) =>
      parameters.map((parameter) => type + parameter),
    ),
  ]),
]

/** What the standard (as Node implements it) takes it for: JSON in UTF-8, and nothing beside it. */
export function isPlainJson(contentType: string): boolean {
  try {
    const { essence, params } = new MIMEType(contentType)
    const names = [...params.keys()]
    return (
      essence === 'application/json' && names.every((name) => name === 'charset' && params.get(name)?.toLowerCase() === 'utf-8')
    )
  } catch {
    return false
  }
}
