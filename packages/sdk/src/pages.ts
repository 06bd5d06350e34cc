export interface PageQuery {
  /** AIP-160: `actor_id`, `status`, `name`, `expire_time`, `last_used_time`, `create_time`, joined by AND. */
  readonly filter?: string | undefined
  /** Default 50, at most 1000. */
  readonly page_size?: number | undefined
  readonly page_token?: string | undefined
}

/** Walks all pages; a page is fetched when the one before it has been used up. */
export async function* walkPages<Page extends { readonly next_page_token?: string }, Item>(
  query: PageQuery,
  fetchPage: (query: PageQuery) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): AsyncGenerator<Item, void, undefined> {
  let pageToken = query.page_token
  do {
    const page = await fetchPage({ ...query, page_token: pageToken })
    yield* itemsOf(page)
    pageToken = page.next_page_token
  } while (pageToken !== undefined && pageToken !== '')
}
