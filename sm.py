import sys,re
cur=None
rows=[]
for l in sys.stdin:
    m=re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)',l)
    if m: cur=[m[4] or 'anon '+m[3],0,0,(int(m[2],16)-int(m[1],16))//1024,m[1],m[3]]; rows.append(cur)
    elif l.startswith('Rss:'): cur[1]=int(l.split()[1])
    elif l.startswith('Private_Dirty:'): cur[2]=int(l.split()[1])
for r in rows:
    if r[1]: print(r)
print(sum(r[1] for r in rows),sum(r[2] for r in rows))
