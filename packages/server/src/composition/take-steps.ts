/** One after another, each whatever became of those before it. Throws what failed, together, at the end. */
export async function takeSteps(what: string, steps: readonly (() => void | Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, what)
}
