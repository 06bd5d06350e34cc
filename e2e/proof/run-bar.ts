import type { Bar, Finding, Tier } from './bar.ts'

/** One line of the output. */
export interface ProofLine extends Finding {
  readonly bar: string
  /** What was broken, when the line is about a control; it passes when the bar came out red. */
  readonly control?: string
}

export async function runBar(bar: Bar, tier: Tier): Promise<ProofLine> {
  return { bar: bar.id, ...(await bar.run(tier)) }
}

/** The first `count` controls of a bar, one after another. */
export async function* runControls(bar: Bar, tier: Tier, count = bar.controls.length): AsyncGenerator<ProofLine> {
  for (const control of bar.controls.slice(0, count)) {
    const finding = await control.run(tier)
    yield { bar: bar.id, control: control.broken, ...finding, pass: !finding.pass }
  }
}
