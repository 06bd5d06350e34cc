import { LatchkeyError } from '@latchkey/sdk/errors'
import { QueryClient } from '@tanstack/react-query'

/** Answers of the server, shared by all pages. Secrets never come here: who issues a key calls the client itself. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // The client has tried again already; a refusal stays one.
      retry: (failures, error) => failures < 1 && !(error instanceof LatchkeyError),
      refetchOnWindowFocus: true,
    },
  },
})
