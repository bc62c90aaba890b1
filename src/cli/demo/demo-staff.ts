import { randomBytes } from 'node:crypto';
import { ApiClient } from './api-client.ts';
import type { DemoServer } from './demo-server.ts';

const STAFF = [
  { role: 'administrator', name: '演示管理员', email: 'admin@qiye.example.com', label: '管理员 administrator' },
  { role: 'dpo', name: '演示个保负责人', email: 'dpo@qiye.example.com', label: '个保负责人 DPO' },
  { role: 'marketer', name: '演示运营', email: 'marketer@qiye.example.com', label: '营销运营 marketer' },
] as const;

interface Listed {
  readonly id: string;
  readonly role: string;
  readonly state: string;
}

/** Makes the demo's staff and a one-time sign-in link for each; with no `staffPassword` their passwords are thrown away. */
export async function openDemoStaff(
  demo: Pick<DemoServer, 'base' | 'apiKey'> & Partial<Pick<DemoServer, 'staffPassword'>>,
): Promise<{ label: string; url: string }[]> {
  const api = new ApiClient(demo.base, demo.apiKey);
  const links: { label: string; url: string }[] = [];
  for (const { label, ...person } of STAFF) {
    const id = await ensureActive(api, demo, person);
    const { url } = await api.call<{ url: string }>('POST', `/api/v1/staff/${id}/sign-in-links`);
    links.push({ label, url: demo.base + new URL(url).pathname });
  }
  return links;
}

async function ensureActive(
  api: ApiClient,
  demo: Pick<DemoServer, 'base'> & Partial<Pick<DemoServer, 'staffPassword'>>,
  person: { role: string; name: string; email: string },
): Promise<string> {
  const { items } = await api.call<{ items: Listed[] }>('GET', '/api/v1/staff');
  const found = items.find(({ role }) => role === person.role);
  if (found?.state === 'active') return found.id;
  const { id, invitation } =
    found === undefined
      ? await api.call<{ id: string; invitation: { url: string } }>('POST', '/api/v1/staff', person)
      : { id: found.id, invitation: await api.call<{ url: string }>('POST', `/api/v1/staff/${found.id}/invitations`) };
  const password = demo.staffPassword ?? randomBytes(24).toString('base64url');
  const response = await fetch(demo.base + new URL(invitation.url).pathname, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: demo.base, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ password, repeated: password }).toString(),
  });
  await response.arrayBuffer();
  if (response.status >= 400) throw new Error(`the invitation answered ${response.status}`);
  return id;
}
