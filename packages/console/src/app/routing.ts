import type { AnyRoute } from '@tanstack/react-router'

/**
 * What a topic adds to the router: its pages below the given route. Addresses are checked where they are read (`validateSearch`);
 * who links to a page of another topic writes the path as text.
 */
export type Routes = (parent: AnyRoute) => AnyRoute[]
