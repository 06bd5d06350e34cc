/** Why a file cannot be read at all; the line is that of the file, from 1. */
export interface FileProblem {
  readonly code: 'empty' | 'unclosed_quote' | 'no_columns' | 'bad_json' | 'not_objects' | 'too_large' | 'not_utf8'
  readonly line: number
}

export class UnreadableFile extends Error {
  readonly problem: FileProblem

  constructor(code: FileProblem['code'], line = 1) {
    super(code)
    this.problem = { code, line }
  }
}
