import { afterEach, describe, expect, it } from 'vitest'
import { manager } from './env';
describe('x', () => { it('y', () => { expect(manager.isServer()).toBe(false); }); });
