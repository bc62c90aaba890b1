const PROVINCES = [
  '北京',
  '天津',
  '河北',
  '山西',
  '内蒙古',
  '辽宁',
  '吉林',
  '黑龙江',
  '上海',
  '江苏',
  '浙江',
  '安徽',
  '福建',
  '江西',
  '山东',
  '河南',
  '湖北',
  '湖南',
  '广东',
  '广西',
  '海南',
  '重庆',
  '四川',
  '贵州',
  '云南',
  '西藏',
  '陕西',
  '甘肃',
  '青海',
  '宁夏',
  '新疆',
  '台湾',
  '香港',
  '澳门',
] as const;

/** The province with which an address begins, in its short form; undefined if it begins with none. General enough to be kept outside the vault. */
export function provinceOf(address: string): string | undefined {
  const text = address.replace(/^[\s\u3000]*(?:中国)?[\s\u3000]*/, '');
  return PROVINCES.find((province) => text.startsWith(province));
}
