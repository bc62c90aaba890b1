import type { ThemeConfig } from 'antd';

/** One accent, neutral greys, thin borders instead of shadows, a 4 px grid, 14 px text with room for Chinese. */
export const palette = {
  accent: '#0b6e63',
  ink: '#1b2421',
  muted: '#5b6763',
  line: '#dfe4e2',
  ground: '#f6f8f7',
  allow: '#0b6e63',
  condition: '#9a5b00',
  deny: '#b3261e',
  unknown: '#5b6763',
} as const;

export const theme: ThemeConfig = {
  token: {
    colorPrimary: palette.accent,
    colorInfo: palette.accent,
    colorLink: palette.accent,
    colorSuccess: palette.allow,
    colorWarning: palette.condition,
    colorError: palette.deny,
    colorText: palette.ink,
    colorTextSecondary: palette.muted,
    colorTextPlaceholder: '#6b7672',
    colorTextDescription: palette.muted,
    colorBorder: '#c9d1ce',
    colorBorderSecondary: palette.line,
    colorBgLayout: palette.ground,
    borderRadius: 4,
    fontSize: 14,
    lineHeight: 1.6,
    sizeUnit: 4,
    boxShadow: 'none',
    boxShadowTertiary: 'none',
    fontFamily: '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Layout: {
      headerBg: '#ffffff',
      siderBg: '#ffffff',
      bodyBg: palette.ground,
      headerHeight: 48,
      headerPadding: '0 16px',
    },
    Menu: {
      itemHeight: 30,
      itemMarginInline: 8,
      itemMarginBlock: 1,
      groupTitleLineHeight: 1.4,
      itemSelectedBg: '#e4f0ee',
      groupTitleFontSize: 12,
      groupTitleColor: palette.muted,
    },
    Table: {
      headerBg: '#f0f3f2',
      cellPaddingBlockMD: 8,
      cellPaddingInlineMD: 12,
      headerColor: palette.muted,
      headerBorderRadius: 4,
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Card: { headerFontSize: 14, headerHeight: 44, bodyPadding: 16 },
    Statistic: { contentFontSize: 24, titleFontSize: 13 },
  },
};
