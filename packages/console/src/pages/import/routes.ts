import type { Routes } from '../../app/routing.ts'

export const importRoutes: Routes = () => []
