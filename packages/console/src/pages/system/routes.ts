import type { Routes } from '../../app/routing.ts'

export const systemRoutes: Routes = () => []
