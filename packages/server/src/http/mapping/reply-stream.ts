/** Text of any length, written as fast as the caller takes it. */
export interface ReplyStream {
  readonly mediaType: string
  /** What a browser saves it as. */
  readonly fileName: string
  /** Asked for the next one when the one before it is on its way; ended early when the caller is gone. */
  readonly chunks: AsyncIterable<string>
}
