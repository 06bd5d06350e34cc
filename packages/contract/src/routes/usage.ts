import {
  ListUsageSourcesQuery,
  ListUsageSourcesResponse,
  ListVerificationFailuresQuery,
  ListVerificationFailuresResponse,
  QueryUsageQuery,
  QueryUsageResponse,
} from '../messages/usage.ts'
import type { RouteDescriptor } from '../route.ts'
import { adminErrors, adminRead } from './common.ts'

const tag = 'Usage'

export const usageRoutes = [
  {
    ...adminRead,
    tag,
    operationId: 'adminQueryUsage',
    summary: 'How often keys were verified',
    path: '/v2alpha1/admin/usage',
    permission: 'usage:read',
    query: QueryUsageQuery,
    responses: { 200: QueryUsageResponse },
    errors: ['bad_request', ...adminErrors],
  },
  {
    ...adminRead,
    tag,
    operationId: 'adminListUsageSources',
    summary: 'Where a key was presented from',
    path: '/v2alpha1/admin/usage/sources',
    permission: 'usage:read',
    query: ListUsageSourcesQuery,
    responses: { 200: ListUsageSourcesResponse },
    errors: ['bad_request', ...adminErrors],
  },
  {
    ...adminRead,
    tag,
    operationId: 'adminListVerificationFailures',
    summary: 'Refused verifications',
    path: '/v2alpha1/admin/verificationFailures',
    permission: 'audit:read',
    query: ListVerificationFailuresQuery,
    responses: { 200: ListVerificationFailuresResponse },
    errors: ['bad_request', ...adminErrors],
  },
] as const satisfies readonly RouteDescriptor[]
