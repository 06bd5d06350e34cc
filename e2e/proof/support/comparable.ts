import type { RawReply } from '../../support/raw-http.ts'

/** The whole answer, with what was sent in and what is new in every answer taken out. */
export function comparable({ status, headers, body }: RawReply, named: readonly string[]): string {
  const { date: _date, ...rest } = headers
  let text = `${status} ${JSON.stringify(rest)} ${body}`
  for (const value of named) text = text.replaceAll(JSON.stringify(value).slice(1, -1), '<named>')
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/[0-9a-f]{64}/g, '<digest>')
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/g, '<time>')
    .replaceAll(/ory_(?:ak_v1|pat|wak)_\w+/g, '<secret>')
    .replaceAll(/"(content-length)":"\d+"/g, '<length>')
    .replaceAll(/"next_page_token":"[\w-]+"/g, '<page token>')
}
