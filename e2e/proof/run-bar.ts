import type { Bar, Finding, Tier } from './bar.ts'

/** One line of the output. */
export interface ProofLine extends Finding {
  readonly bar: string
  /** What it ran on, where that can be chosen. */
  readonly store?: string
  readonly cache?: string
  readonly instances?: number
  /** What was broken, when the line is about a control; it passes when the bar came out red. */
  readonly control?: string
}

export async function runBar(bar: Bar, tier: Tier): Promise<ProofLine> {
  return { ...(await headOf(bar)), ...(await bar.run(tier)) }
}

async function headOf({ id, instances }: Bar): Promise<Pick<ProofLine, 'bar' | 'store' | 'cache' | 'instances'>> {
  if (instances === undefined) return { bar: id }
  // Not before the run has chosen it.
  const { backend } = await import('../support/backend.ts')
  return { bar: id, ...backend, instances }
}

/** The first `count` controls of a bar, one after another. */
export async function* runControls(bar: Bar, tier: Tier, count = bar.controls.length): AsyncGenerator<ProofLine> {
  for (const control of bar.controls.slice(0, count)) {
    const finding = await control.run(tier)
    yield { ...(await headOf(bar)), control: control.broken, ...finding, pass: !finding.pass }
  }
}
