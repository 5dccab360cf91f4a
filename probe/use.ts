import { manager, lock } from '.';
export async function go(): Promise<void> {
  manager.set(true);
  const r = await lock.acquire();
  if (manager.isServer()) return;
  r();
}
