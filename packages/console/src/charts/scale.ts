/** Values of an axis from 0 to a round number that is not below `most`; whole numbers only. */
export function axisSteps(most: number): readonly number[] {
  const rough = Math.max(most, 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step)
}

/** Where each layer begins and ends when they stand on each other. */
export function stackOf(values: readonly number[]): readonly { readonly from: number; readonly to: number }[] {
  let height = 0
  return values.map((value) => {
    const from = height
    height += value
    return { from, to: height }
  })
}

const LETTER_PX = 7
const GAP_PX = 16

/** Which slots have room for their name on the axis. */
export function labelledSlots(count: number, stepPx: number, letters: number): readonly number[] {
  const every = Math.max(1, Math.ceil((letters * LETTER_PX + GAP_PX) / stepPx))
  const room = Math.ceil((letters * LETTER_PX) / 2 / stepPx)
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => index % every === Math.floor(every / 2) && index + room <= count,
  )
}
