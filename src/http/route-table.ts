import type { HttpApp, RouteEntry } from '../platform/http/index.ts';

/**
 * Records every route that is registered from here on and refuses one that does not declare its permission, so that a forgotten declaration
 * is a server that does not start and never an open door.
 */
export function addRouteTable(app: HttpApp): void {
  const routes: RouteEntry[] = [];
  app.decorate('routeTable', routes);
  app.addHook('onRoute', (route) => {
    const permission = route.config?.permission;
    const methods = [route.method].flat();
    if (permission === undefined || permission.length === 0)
      throw new Error(`route ${methods.join(',')} ${route.url} does not declare config.permission`);
    for (const method of methods) routes.push({ method, url: route.url, permission });
  });
}
