/**
 * Whether stored texts could be these at all: no store takes U+0000 or half a surrogate pair. PostgreSQL does not even accept
 * the question.
 */
export const isStorable = (...texts: readonly string[]): boolean =>
  texts.every((text) => !text.includes('\0') && text.isWellFormed())
