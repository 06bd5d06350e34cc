/** The answer that the suite got from the server under test: the yardsticks answer the same, of the same size. */
export const constantAnswer: string = process.argv[2] ?? '{}'
