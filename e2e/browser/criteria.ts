/** The acceptance criteria of the console, by page, as its specification numbers them. */
const counts: Readonly<Record<string, number>> = {
  ALL: 13,
  SET: 7,
  LOG: 7,
  HOME: 3,
  ENB: 3,
  KEY: 12,
  ISS: 8,
  SEC: 8,
  DET: 9,
  IMP: 7,
  PLG: 7,
  USG: 4,
  CFG: 7,
  PAT: 3,
  AUD: 2,
  PLN: 1,
  MEM: 1,
  ACC: 1,
  SYS: 1,
  CMD: 1,
  NAV: 1,
  ERR: 3,
}

export const criteria: readonly string[] = Object.entries(counts).flatMap(([page, count]) =>
  Array.from({ length: count }, (_, index) => `${page}-${index + 1}`),
)

/** Held by every test of the console at once: see `support/page-watch.ts`. */
export const watchedAlways: readonly string[] = ['ALL-2', 'ALL-3', 'ALL-13']

/** What no browser test can show, and why. */
export const notAutomated: Readonly<Record<string, string>> = {}
