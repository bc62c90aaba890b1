import { describe, expect, it } from 'vitest';
import { parseTilePath, tilePath } from './tiles.ts';

describe('tile paths', () => {
  it('are written as C2SP tlog-tiles shows', () => {
    expect(tilePath(1_234_067)).toBe('x001/x234/067');
    expect(tilePath(5)).toBe('005');
    expect(tilePath(1000)).toBe('x001/000');
  });

  it('are read back, full and partial', () => {
    expect(parseTilePath('x001/x234/067')).toEqual({ tile: 1_234_067, width: 256 });
    expect(parseTilePath('x001/x234/067.p/8')).toEqual({ tile: 1_234_067, width: 8 });
  });

  it('are refused in every other spelling', () => {
    const foreign = [
      '',
      '5',
      '0005',
      'x000/005',
      '001/002',
      'x001',
      '005.p/0',
      '005.p/256',
      '005.p/08',
      '005.p/1.p/1',
      '../005',
      '00५',
    ];
    expect(foreign.map(parseTilePath)).toEqual(foreign.map(() => undefined));
  });
});
