/** Why no answer came, or why none was asked for. A closed set, so that nothing of the network behind a name leaks. */
export const sendFailures = [
  'target_not_allowed',
  'name_not_resolved',
  'connection_failed',
  'tls_failed',
  'timeout',
  'answer_malformed',
] as const
export type SendFailure = (typeof sendFailures)[number]

export type SendOutcome =
  | { readonly outcome: 'answered'; readonly status: number }
  | { readonly outcome: 'failed'; readonly failure: SendFailure }

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Brings one request to a receiver. Redirects are answers like others and never followed. Rejects only when `signal` was
 * given; everything that can go wrong on the way is an outcome.
 */
export interface WebhookSender {
  send(request: WebhookRequest, signal: AbortSignal): Promise<SendOutcome>
}
