import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { navigation } from './navigation.ts';
import { CrashPage, MissingPage } from './shell/error-pages.tsx';
import { Frame } from './shell/frame.tsx';

const rootRoute = createRootRoute({
  component: () => (
    <Frame>
      <Outlet />
    </Frame>
  ),
  validateSearch: (search): { open?: string; at?: string } => ({
    ...(typeof search['open'] === 'string' ? { open: search['open'] } : {}),
    ...(typeof search['at'] === 'string' ? { at: search['at'] } : {}),
  }),
  notFoundComponent: MissingPage,
  errorComponent: CrashPage,
});

const pages = navigation.flatMap((group) =>
  group.pages.map((page) =>
    createRoute({ getParentRoute: () => rootRoute, path: page.path, component: lazyRouteComponent(page.load, 'Page') }),
  ),
);

/** The console's routes, one for each page of the navigation. */
export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
