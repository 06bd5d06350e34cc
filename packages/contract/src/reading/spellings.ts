/** How protobuf JSON spells a member besides its own name: `allowed_cidrs` as `allowedCidrs`. */
export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
