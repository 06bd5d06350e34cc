/** A fenced code block of a Markdown page (CommonMark §4.5). */
export interface FencedBlock {
  readonly language: string
  /** What follows the language in the info string: words, and `name=value` pairs. */
  readonly attributes: ReadonlyMap<string, string>
  readonly text: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly heading: string
}

const FENCE = /^```(\S*) *(.*)$/

/** The blocks of a page in order. A fence that is never closed is an error. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  const lines = markdown.split('\n')
  const blocks: FencedBlock[] = []
  let heading = ''
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
    const fence = FENCE.exec(line)
    if (fence === null) continue
    const end = lines.indexOf('```', index + 1)
    if (end === -1) throw new Error(`line ${index + 1}: the code block is never closed`)
    const [, language = '', info = ''] = fence
    blocks.push({
      language,
      attributes: parseAttributes(info),
      text: lines.slice(index + 1, end).join('\n'),
      line: index + 1,
      heading,
    })
    index = end
  }
  return blocks
}

function parseAttributes(info: string): Map<string, string> {
  const words = info.split(' ').filter((word) => word !== '')
  return new Map(
    words.map((word) => {
      const [name = '', value = ''] = word.split(/=(.*)/s)
      return [name, value]
    }),
  )
}
